"""Where cases are kept between runs. No rule: what is merged was decided before it is saved."""
