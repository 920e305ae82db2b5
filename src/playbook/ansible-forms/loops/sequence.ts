import { unboxed } from '../../../base/float.ts'
import { InputError } from '../../../errors.ts'
import { numbersOf, sequenceOptions } from '../../../functions/number-sequence.ts'
import { isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { mapsOf, type Terms, wrongTerm } from './terms.ts'

/**
 * Implements `with_sequence`: returns numbers as text, from `start=1 end=9 stride=2 format=web%02d`,
 * `1-9/2:web%02d`, or a map with these options.
 */
export function sequence(terms: Terms): unknown[] {
  return mapsOf(terms).flatMap(term => {
    const found = known<unknown>(term)
    const options = isMap(found) ? found : fromText(terms, found)
    return numbersOf(options, (what, hint, ansibleMessage) => {
      return new InputError(`\`${terms.form}\` ${what}`, { place: terms.place, hint, ansibleMessage })
    })
  })
}

function fromText(terms: Terms, term: unknown): Readonly<Record<string, unknown>> {
  if (typeof term !== 'string' && typeof unboxed(term) !== 'number')
    throw wrongTerm(terms, 'text such as `start=1 end=9`', term)
  const read = sequenceOptions(String(term))
  if (!read) throw wrongTerm(terms, 'text such as `start=1 end=9`', term)
  return read
}
