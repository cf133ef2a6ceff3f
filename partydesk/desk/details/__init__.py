"""What a pane tells beneath a record's own fields, gathered while somebody looks at it."""
