import { omitUndefined } from '../../base/omit-undefined.ts'
import { compileRegex } from '../../base/python-regex.ts'
import { withinTime } from '../../base/time-limit.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown } from '../../values/unknown.ts'
import { describeState } from '../files/describe-state.ts'
import type { FindParams } from './params.ts'
import type { Found } from './search-directory.ts'

/** Filters the found files by `contains` and returns their attributes under Ansible's names. */
export async function describeFound(host: ReadHost, found: readonly Found[], params: FindParams) {
  const { contains, file_type, read_whole_file, get_checksum } = params
  const holding =
    contains === undefined || file_type !== 'file' || found.length === 0
      ? found
      : await containing(host, found, contains, read_whole_file)
  const files = holding.filter(({ state }) => state.kind === 'file').map(({ path }) => path)
  const digests =
    get_checksum && files.length > 0 ? await host.ask(fileStates(files, { digest: 'sha1' })) : []
  const sums = new Map(files.map((path, nth) => [path, digests[nth]?.digest]))
  return holding.map(({ path, state }) =>
    omitUndefined({ ...describeOne(path, state), checksum: sums.get(path) }),
  )
}

async function containing(
  host: ReadHost,
  found: readonly Found[],
  contains: string,
  isWhole: boolean,
): Promise<Found[]> {
  const contents = await host.ask(fileContents(found.map(({ path }) => path)))
  const regex = compileRegex(contains, isWhole ? '' : 'y')
  const matches = (text: string): boolean => {
    regex.lastIndex = 0
    return regex.test(text)
  }
  return withinTime('the search for `contains`', () =>
    found.filter((_, nth) => {
      const text = contents[nth]?.toString('utf8')
      if (text === undefined) return false
      return isWhole ? matches(text) : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).some(matches)
    }),
  )
}

function describeOne(path: string, state: FileState) {
  const name = (field: 'owner' | 'group') => orUnknown(() => state[field] ?? '')
  return { ...describeState(path, state), pw_name: name('owner'), gr_name: name('group') }
}
