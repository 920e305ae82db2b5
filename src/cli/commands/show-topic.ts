import { Help } from 'commander'
import type { Section } from '../../doc/pages.ts'
import type { ParamEntry } from '../../doc/task-type.ts'
import type { Topic } from '../../doc/topics.ts'
import type { makeStyle } from '../../run.ts'

/** How text is shown on the terminal. */
export interface Shown {
  readonly style: ReturnType<typeof makeStyle>
  /** The width of the terminal, in columns. */
  readonly width: number
}

/** The most columns of a line: longer lines are hard to read. */
const WIDEST = 100

/** Returns a topic as text. */
export function showTopic(topic: Topic, how: Shown): string {
  const { bold, dim } = how.style
  const title = `${bold(topic.name)} ${dim(`(${topic.kind})`)}`
  return [title, '', ...linesOf(topic, how)].join('\n')
}

/** The most lines of a section, and the most further sections, that are shown for a search. */
const MAX_LINES = 40
const MAX_OTHERS = 8

/** Returns the result of a search: the first section with its text, and the places of the others. */
export function showSections(
  [first, ...others]: readonly Section[],
  folder: string,
  { style }: Shown,
): string {
  if (!first) return ''
  const lines = first.text.split('\n')
  const more = lines.length > MAX_LINES ? [style.dim(`… ${lines.length - MAX_LINES} more lines`)] : []
  const places = others.slice(0, MAX_OTHERS).map(section => `  ${placeOf(section)}`)
  const left = others.length - places.length
  return [
    style.bold(placeOf(first)),
    '',
    ...lines.slice(0, MAX_LINES),
    ...more,
    '',
    ...(places.length > 0 ? [style.bold('Also'), ...places] : []),
    ...(left > 0 ? [style.dim(`  … and ${left} more`)] : []),
    ...(places.length > 0 ? [''] : []),
    style.dim(`The pages are in ${folder}.`),
  ].join('\n')
}

function placeOf({ page, title, heading }: Section): string {
  return heading === title ? `${page}: ${title}` : `${page}: ${title} › ${heading}`
}

/** Returns names and their descriptions in two columns. */
export function showItems(
  items: readonly (readonly [name: string, about: string])[],
  { width }: Shown,
): string[] {
  const help = new Help()
  help.helpWidth = Math.min(width, WIDEST)
  const widest = Math.min(24, Math.max(0, ...items.map(([name]) => name.length)))
  return items.map(([name, about]) => help.formatItem(name, widest, about, help))
}

/** Returns words in as many lines as needed. */
export function showWords(words: readonly string[], how: Shown): string {
  return wrap(words.join('  '), how)
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n')
}

function linesOf(topic: Topic, how: Shown): string[] {
  if (topic.kind === 'task type') return taskTypeLines(topic, how)
  if (topic.kind === 'keyword') return keywordLines(topic, how)
  if (topic.kind === 'function')
    return [
      wrap(`Gives ${topic.about}.`, how),
      '',
      `  in a template:     {{${topic.usage}}}`,
      `  in an expression:  ${asCall(topic.usage)}`,
    ]
  if (topic.kind === 'variable') return [wrap(topic.about, how)]
  return [
    `A fact of the host${topic.isAlways ? '' : ', which not every host has'}.`,
    ...(topic.keys.length > 0 ? [wrap(`Its keys: ${topic.keys.join(', ')}.`, how)] : []),
    '',
    `  run facts HOST ${topic.name}`,
  ]
}

function taskTypeLines(topic: Topic & { kind: 'task type' }, how: Shown): string[] {
  const params = [...topic.params].sort((a, b) => Number(b.isRequired) - Number(a.isRequired))
  return [
    wrap(topic.summary, how),
    '',
    ...topic.example.split('\n').map(line => `  ${how.style.cyan(line)}`),
    '',
    ...(topic.shorthand === undefined ? [] : [`A bare string is \`${topic.shorthand}\`.`, '']),
    how.style.bold(params.length > 0 ? 'Params' : 'It has no params.'),
    ...showItems(
      params.map(param => [`${param.name}${param.isRequired ? ' *' : ''}`, aboutParam(param)]),
      how,
    ),
    ...(params.some(({ isRequired }) => isRequired) ? ['', how.style.dim('* must be given')] : []),
    ...(topic.outputs.length > 0 ? ['', how.style.bold('Results')] : []),
    ...showItems(
      topic.outputs.map(({ name, about }) => [name, about]),
      how,
    ),
  ]
}

function aboutParam({ about, choices, examples, aliases, ...param }: ParamEntry): string {
  const text = (value: unknown): string =>
    typeof value === 'string' ? value.trim().replaceAll('\n', '⏎') || '""' : JSON.stringify(value)
  const sentence = (start: string, values: string): string =>
    `${start}: ${values}${values.endsWith('.') ? '' : '.'}`
  return [
    about,
    ...(choices.length > 0 ? [`One of ${choices.join(', ')}.`] : []),
    ...('default' in param ? [sentence('Default', text(param.default))] : []),
    ...(examples.length > 0 && choices.length === 0
      ? [sentence('Example', examples.map(text).join(', '))]
      : []),
    ...(aliases.length > 0 ? [`Also ${aliases.join(', ')}.`] : []),
  ].join(' ')
}

function keywordLines(topic: Topic & { kind: 'keyword' }, how: Shown): string[] {
  const { takes } = topic
  return [
    wrap(topic.about, how),
    '',
    `  ${how.style.cyan(topic.example)}`,
    '',
    `Keyword of ${topic.of.join(', ')}.`,
    ...(typeof takes === 'string' ? [] : [`One of ${takes.join(', ')}.`]),
    ...(topic.otherwise === undefined ? [] : [`Default: ${topic.otherwise}.`]),
  ]
}

/** Returns `default(value, other, …)` for `default value other …`. */
function asCall(usage: string): string {
  const [name, ...values] = usage.split(' ')
  return `${name}(${values.join(', ')})`
}

function wrap(text: string, { width }: Shown): string {
  return new Help().boxWrap(text, Math.min(width, WIDEST))
}
