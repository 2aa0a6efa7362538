"""What happens around a run, in the order of `settings.HOOKS`."""
