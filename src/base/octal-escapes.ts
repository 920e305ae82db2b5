/** A field as the tables of /proc have it, with `\040` for a space. Source: proc_pid_mounts(5), getmntent(3). */
export function escapeOctal(field: string, signs: RegExp = /[ \t\n\\]/g): string {
  return field.replace(signs, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

/** The text of such a field. */
export function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
