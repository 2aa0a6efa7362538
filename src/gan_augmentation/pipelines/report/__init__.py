"""From predictions to the verdict."""
