/**
 * Whether a text is a password field of /etc/shadow: a hash of crypt(5), empty, or one that matches no
 * password. A plain password is not: used as a hash, it would allow no login, and would be readable by every
 * reader of that file.
 */
export function isCryptString(text: string): boolean {
  const unlocked = text.replace(/^!+/, '')
  return FORMS.some(form => form.test(unlocked))
}

/** Sources: crypt(5), passwd(5), shadow(5). */
const FORMS: readonly RegExp[] = [
  // None, or nothing that a hash can be: `*`, `*LK*`, `*0`, and `x` of old files.
  /^$/,
  /^\*+[A-Za-z0-9]*\**$/,
  // bcrypt: a cost, then salt and digest.
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
  // The form of BSDi. That of DES is refused: any thirteen letters are one.
  /^_[./A-Za-z0-9]{19}$/,
]
