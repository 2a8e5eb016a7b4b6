"""Many clips in one go: found, told apart, analysed side by side, and looked at as one."""
