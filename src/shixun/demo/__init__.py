"""A synthetic cohort (合成数据) that goes through the whole loop by the kit's own functions."""
