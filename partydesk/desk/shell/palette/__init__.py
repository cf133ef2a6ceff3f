"""The palette (Ctrl+K): one field for people, meetings, pages, duties and actions."""
