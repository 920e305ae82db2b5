/** The flags of ssh that take a value. Source: OpenSSH's ssh.c. */
const WITH_WORD = 'BDEFIJLOPQRSWbceilmopw'

/** Flags with which ssh starts no session, and why. */
const NO_SESSION: Readonly<Record<string, string>> = {
  f: 'sends ssh to the background',
  n: 'takes its standard input from it',
  N: 'runs no command',
  s: 'asks for a subsystem instead of a command',
  G: 'prints settings',
  O: 'talks to a master',
  Q: 'prints what ssh knows',
  V: 'prints a version',
  W: 'forwards its streams',
}

/**
 * Flags that are left out: a terminal would change input and output, and ssh's log would mix with the output of
 * scripts.
 */
const LEFT_OUT = 'tv'

/** Returns why ssh would start no session with these arguments; undefined if it would. */
export function faultInSshArgs(words: readonly string[]): string | undefined {
  for (const { flag, word } of flagsIn(words)) {
    if (flag === undefined) return `\`${word}\` is not an option of ssh`
    const reason = NO_SESSION[flag]
    if (reason !== undefined) return `\`-${flag}\` ${reason}, so there would be no session`
  }
  return undefined
}

/** Returns the arguments without flags that a session must not have (`-t`, `-v`). */
export function sessionArgs(words: readonly string[]): string[] {
  return flagsIn(words)
    .filter(({ flag = '' }) => !LEFT_OUT.includes(flag))
    .flatMap(({ flag, word, value }) => (flag === undefined ? [word] : [`-${flag}`, ...(value ?? [])]))
}

interface Flag {
  /** Absent for a word that is not a flag. */
  readonly flag?: string
  readonly word: string
  readonly value?: readonly [string]
}

/**
 * Splits arguments into flags. Several flags may share a word, with the value of the last one directly after it:
 * `-Cp22`. Source: getopt(3).
 */
function flagsIn(words: readonly string[]): Flag[] {
  const flags: Flag[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!/^-[^-]/.test(word)) flags.push({ word })
    for (let nth = 1; nth < word.length && word[0] === '-' && word[1] !== '-'; nth += 1) {
      const flag = word[nth] ?? ''
      if (!WITH_WORD.includes(flag)) {
        flags.push({ flag, word })
        continue
      }
      const rest = word.slice(nth + 1)
      if (rest === '') at += 1
      flags.push({ flag, word, value: [rest === '' ? (words[at] ?? '') : rest] })
      break
    }
  }
  return flags
}
