"""What is measured of hipcheck itself: speed, memory, accuracy."""
