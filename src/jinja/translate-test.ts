import { ownValue } from '../base/own-value.ts'
import { call, constant, type Term, type TermArguments, Untranslatable } from './term.ts'
import { PLAIN_TESTS, TESTS_WITH_VALUE, TRUTH_TESTS, VERSION_SIGNS } from './tests.ts'

/** Translates a test of Jinja that is applied to a term. Throws Untranslatable. */
export function translateTest(name: string, of: Term, { values, named }: TermArguments): Term {
  const refuse = (): never => {
    throw new Untranslatable(`the test \`is ${name}\``)
  }
  const plainTest = ownValue(PLAIN_TESTS, name)
  if (plainTest) return plainTest(of)
  const truth = ownValue(TRUTH_TESTS, name)
  if (truth && values.length + named.size === 0) return truth(of)
  const [value, ...more] = values
  if (value === undefined || named.size > 0) return refuse()
  const comparison = ownValue(TESTS_WITH_VALUE, name)
  if (comparison) return comparison(of, value)
  if (name === 'match' || name === 'search' || name === 'regex') {
    if (more.length > 0) return refuse()
    return call('matches', of, name === 'match' ? anchored(value) : value)
  }
  const sign = more[0]?.kind === 'constant' ? VERSION_SIGNS[String(more[0].value)] : undefined
  const isVersion = (name === 'version' || name === 'version_compare') && more.length <= 1
  if (!isVersion || (more.length > 0 && sign === undefined)) return refuse()
  return call('version', of, constant(sign ?? '=='), value)
}

/** Anchors the pattern of `match`, which matches at the beginning of the text. */
function anchored(pattern: Term): Term {
  if (pattern.kind !== 'constant') return call('concat', constant('^(?:'), pattern, constant(')'))
  const [, flags = '', text = ''] = /^(\(\?[aiLmsux]+\))?(.*)$/s.exec(String(pattern.value)) ?? []
  if (text.includes('|')) return constant(`${flags}^(?:${text})`)
  return constant(text.startsWith('^') ? flags + text : `${flags}^${text}`)
}
