"""The learned part: hashed pieces of words, a linear model over them, its training and its calibration."""

from tertib.core.detection.model.linear import TextModel, load_model, save_model

__all__ = ["TextModel", "load_model", "save_model"]
