import { quote, ShellText } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/** Asks whether anything exists at an absolute path, even a dangling link. `*`, `?` and `[…]` match as in a shell. */
export function pathExists(pattern: string): Probe<boolean> {
  return probeAbout(
    { kind: 'path exists', pattern },
    {
      title: `whether ${pattern} exists`,
      script: new ShellText(`set +f
for f in ${globWord(pattern)}; do
  if [ -e "$f" ] || [ -L "$f" ]; then exit 0; fi
done
exit 1`),
      answers: [0, 1],
      parse: ({ status }) => status === 0,
    },
  )
}

/** Returns a pattern as one shell word in which only its wildcards are unquoted. */
function globWord(pattern: string): string {
  return pattern
    .split(/([*?]|\[[^\]\s'"\\$`]+\])/)
    .map((part, index) => {
      if (index % 2 === 1) return bracketOf(part)
      return part === '' ? '' : quote(part)
    })
    .join('')
}

// Returns a bracket expression in which each character except letters, digits and `!`, `^`, `:`, `-` is quoted.
function bracketOf(part: string): string {
  if (!part.startsWith('[')) return part
  const inner = part.slice(1, -1)
  return `[${[...inner].map(sign => (/[A-Za-z0-9!^:-]/.test(sign) ? sign : quote(sign))).join('')}]`
}
