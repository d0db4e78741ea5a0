"""Fits the pipeline of a model as models/train does and pickles it: `python fit.py <model> <file>`."""

import pickle
import sys

from train import models
from train.data import split
from train.matrix import model_inputs

name, path = sys.argv[1:]
spec = models.load(name)
rows = spec.generate(spec.training_rows + spec.holdout_rows + spec.unseen_rows, spec.seed)
training = split(spec, rows).training
with open(path, "wb") as file:
    pickle.dump(spec.estimator().fit(model_inputs(spec, training), training[spec.target]), file)
