/**
 * Escapes characters of a field as in the tables of /proc, with `\040` for a space. Source: proc_pid_mounts(5),
 * getmntent(3).
 */
export function escapeOctal(field: string, signs: RegExp = /[ \t\n\\]/g): string {
  return field.replace(signs, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

/** Returns the string that such an escaped field contains. */
export function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
