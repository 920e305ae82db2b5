import { existsSync } from 'node:fs'

/** The words that start each shell as if it were `/bin/sh`, and its Debian package. */
const SHELLS: Record<string, { words: string[]; package: string }> = {
  dash: { words: ['/bin/dash'], package: 'dash' },
  bash: { words: ['/bin/bash', '--posix'], package: 'bash' },
  busybox: { words: ['/bin/busybox', 'sh'], package: 'busybox' },
  mksh: { words: ['/bin/mksh'], package: 'mksh' },
  ksh: { words: ['/bin/ksh93'], package: 'ksh' },
  yash: { words: ['/usr/bin/yash', '--posixly-correct'], package: 'yash' },
  zsh: { words: ['/usr/bin/zsh', '--emulate', 'sh'], package: 'zsh' },
  posh: { words: ['/bin/posh'], package: 'posh' },
}

/**
 * Returns the words that start a shell. Throws an error that names the package if the shell is not installed,
 * because a test that cannot run must not pass.
 */
export function shellWords(name: string): string[] {
  const shell = SHELLS[name]
  if (!shell) throw new Error(`no such shell in the kit: ${name}`)
  if (!existsSync(shell.words[0] ?? ''))
    throw new Error(`${name} is missing: apt-get install ${shell.package}`)
  return shell.words
}
