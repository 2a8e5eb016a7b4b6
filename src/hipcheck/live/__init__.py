"""`hipcheck live`: feedback while somebody moves, and afterwards the report that `analyze` gives."""
