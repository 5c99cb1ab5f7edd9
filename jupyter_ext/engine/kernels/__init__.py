"""How kernels and scripts are started, reached and ended."""
