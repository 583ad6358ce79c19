"""The five circulars, their gold readings, the measures. Production code never imports it."""
