"""The audit trail as it is read: by object, filtered, exported, and checked as a file."""
