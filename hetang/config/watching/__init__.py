"""How the installation is doing: for a load balancer, for Prometheus, for an administrator."""
