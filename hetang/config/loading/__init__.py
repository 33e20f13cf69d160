"""A street's folder of YAML files, read into the database: checked line by line, all or nothing, repeatable."""
