import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { PostgresDatabase } from './database.ts'
import type { PostgresDatabaseParams } from './database-params.ts'

/** Throws TaskError if an existing database has another encoding or locale than requested: these cannot be changed. */
export function refuseUnchangeable(params: PostgresDatabaseParams, found: PostgresDatabase): void {
  const refuse = (what: string, field: string, wanted: string): never => {
    throw new TaskError(
      `the database \`${params.name}\` has the ${what} \`${found.field(field)}\`, not \`${wanted}\`, which cannot be changed`,
      { hint: 'dump it, remove it, and create it again, or leave out the param' },
    )
  }
  if (params.encoding !== undefined && !isEncodingRight(found, params.encoding))
    refuse('encoding', 'encoding', params.encoding)
  for (const field of ['lc_collate', 'lc_ctype'] as const) {
    const wanted = params[field]
    if (wanted !== undefined && !sameLocale(String(found.field(field)), wanted)) refuse(field, field, wanted)
  }
}

/**
 * Whether a database has the wanted encoding. The server has its own names for encodings: in a dry run, the encoding of
 * a database that an earlier task would create is known only as that task wrote it.
 */
function isEncodingRight(found: PostgresDatabase, wanted: string): boolean {
  const { encoding, wanted_encoding } = found.fields
  if (wanted_encoding !== undefined) return encoding === wanted_encoding
  return found.field('encoding') === wanted || onlyRunTells('how the server names the encoding')
}

/** Whether two names mean the same locale: for the C library, `en_US.UTF-8` and `en_US.utf8` are equal. */
function sameLocale(one: string, other: string): boolean {
  const plain = (name: string): string =>
    name.replace(/\.(.*)$/, (_, codeset: string) => `.${codeset.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
  return plain(one) === plain(other)
}
