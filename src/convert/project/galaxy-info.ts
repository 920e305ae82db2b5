/**
 * Turns `galaxy_info` in a role's metadata into comments. Because of that key, Drover would treat the role as one in
 * the dialect of Ansible. Only Ansible Galaxy uses the key.
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
