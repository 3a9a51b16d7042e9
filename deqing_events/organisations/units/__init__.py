"""The desk's pages of workplaces, and the public search for one."""
