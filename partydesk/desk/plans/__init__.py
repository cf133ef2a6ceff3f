"""What becomes of a plan once its time has passed: 开了 · 改期 · 没开."""
