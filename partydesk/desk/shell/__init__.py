"""The program around its pages: application, window, tabs, first run, settings, backups."""
