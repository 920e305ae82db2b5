/** The keys of the result of `apt`, described. */
export const APT_OUTPUTS = {
  cache_updated:
    'Whether apt-get fetched the package lists or, if the task does nothing else, whether this changed them.',
  cache_update_time: 'When apt-get last fetched the package lists, in seconds since 1970; 0 if it never did.',
  stdout: 'What apt-get printed; only if it was run.',
  stdout_lines: 'The lines of `stdout`, as a list; only if apt-get was run.',
  stderr: 'The error output of apt-get if it failed, otherwise an empty text; only if it was run.',
  stderr_lines: 'An empty list; only if apt-get was run.',
} as const
