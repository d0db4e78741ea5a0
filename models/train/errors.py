class TrainingError(Exception):
    """What the user can put right: wrong arguments or data. Shown without a traceback."""
