import { existsSync } from 'node:fs'

/** The words that start a shell as `/bin/sh` would be it, with the Debian package that has it. */
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

/** Fails, naming the package, where the shell is not installed: a test that cannot look must not pass. */
export function shellWords(name: string): string[] {
  const shell = SHELLS[name]
  if (!shell) throw new Error(`no such shell in the kit: ${name}`)
  if (!existsSync(shell.words[0] ?? ''))
    throw new Error(`${name} is missing: apt-get install ${shell.package}`)
  return shell.words
}
