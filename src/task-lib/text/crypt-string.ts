/**
 * Whether a string is a valid password field of /etc/shadow: a crypt(5) hash, empty, or a value that matches no
 * password. A plain password is not valid: as a hash, it would allow no login, and every reader of the file could read
 * it.
 */
export function isCryptString(text: string): boolean {
  const unlocked = text.replace(/^!+/, '')
  return FORMS.some(form => form.test(unlocked))
}

/** Sources: crypt(5), passwd(5), shadow(5). */
const FORMS: readonly RegExp[] = [
  // No password, or a value that no hash can equal: `*`, `*LK*`, `*0`, and `x` in old files.
  /^$/,
  /^\*+[A-Za-z0-9]*\**$/,
  // bcrypt: cost, then salt and digest.
  /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/,
  // md5crypt.
  /^\$1\$[^$:\n]{0,8}\$[./A-Za-z0-9]{22}$/,
  // sha256crypt and sha512crypt.
  /^\$5\$(rounds=\d+\$)?[^$:\n]{0,16}\$[./A-Za-z0-9]{43}$/,
  /^\$6\$(rounds=\d+\$)?[^$:\n]{0,16}\$[./A-Za-z0-9]{86}$/,
  // yescrypt, gost-yescrypt, scrypt, sha1crypt, sunmd5, and what may come after them.
  /^\$(y|gy|7|sha1|md5|3)[,$][^\s:]+\$[./A-Za-z0-9]{8,}$/,
  /^\$7\$[./A-Za-z0-9$]{20,}$/,
  /^\$3\$\$[0-9a-f]{32}$/,
  // The form of BSDi. That of DES is refused, because any thirteen letters match it.
  /^_[./A-Za-z0-9]{19}$/,
]
