"""What runs notebooks and scripts: the queue, the executors and the runner."""
