import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { type Options, text, whole } from './helper.ts'

interface Style {
  readonly beginning?: string
  readonly decoration: string
  readonly end?: string
}

const STYLES: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
}

/** Formats text as a comment, as Ansible's filter `comment` does. Throws InputError for an unknown style. */
export function comment(value: string, options: Options): string {
  const name = text('comment', options.style ?? 'plain')
  const style = ownValue(STYLES, name)
  if (!style)
    throw new InputError(`\`comment\` knows the styles ${Object.keys(STYLES).join(', ')}, got \`${name}\``)
  const part = (key: string, otherwise: string): string => text('comment', options[key] ?? otherwise)
  const decoration = part('decoration', style.decoration)
  const newline = part('newline', '\n')
  const beginning = part('beginning', style.beginning ?? '')
  const end = part('end', style.end ?? '')
  const prefix = part('prefix', decoration.trimEnd())
  const postfix = part('postfix', decoration.trimEnd())
  const before = `${prefix}${prefix === newline ? '' : newline}`
  const body = (decoration + value.replaceAll(newline, () => newline + decoration)).replaceAll(
    decoration + newline,
    () => decoration.trimEnd() + newline,
  )
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === '' ? '' : before.repeat(times(options.prefix_count)),
    body,
    (newline + postfix).repeat(times(options.postfix_count)),
    end === '' ? '' : newline + end,
  ].join('')
}

function times(value: unknown): number {
  return Math.min(Math.max(whole('comment', value ?? 1), 0), 1000)
}
