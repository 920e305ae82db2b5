/**
 * A role's metadata with `galaxy_info` as comments: it says that the role is in the dialect of Ansible, and Drover has no use for
 * what is meant for Ansible Galaxy.
 */
export function withoutGalaxyInfo(text: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex(line => /^galaxy_info\s*:/.test(line))
  if (start < 0) return text
  const behind = lines.findIndex((line, index) => index > start && /^[^\s#]/.test(line) && !/^-\s/.test(line))
  const end = behind < 0 ? lines.length : behind
  const commented = lines.map((line, index) =>
    index >= start && index < end && line.trim() !== '' ? `# ${line}` : line,
  )
  return commented.join('\n')
}
