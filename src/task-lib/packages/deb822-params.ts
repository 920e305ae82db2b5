import { z } from 'zod'
import { flag, mode, number, text } from '../../authoring/params.ts'
import { deb822Slug } from './deb822-places.ts'

function oneLine() {
  return text().refine(value => value.trim() !== '' && !/[\r\n\0]/.test(value), 'expected one line')
}

/** A list; in one text, with commas between its items. */
function list() {
  return z.union(
    [z.array(oneLine()), oneLine().transform(all => all.split(',').map(each => each.trim()))],
    'expected a list of lines',
  )
}

/** The params of the task type `deb822_repository`. */
export const deb822Params = z
  .strictObject({
    name: oneLine()
      .refine(name => deb822Slug(name) !== '', 'expected a name with letters or digits')
      .describe('Name of the sources; the file and the key are named after it.')
      .meta({ examples: ['docker'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the sources should be there. `absent` also removes the key that was fetched for them.',
      )
      .meta({ examples: ['absent'] }),
    types: list()
      .refine(types => types.every(type => type === 'deb' || type === 'deb-src'), {
        message: 'expected `deb` or `deb-src`',
      })
      .default(['deb'])
      .describe('`deb` for packages, `deb-src` for their sources.')
      .meta({ examples: [['deb', 'deb-src']] }),
    uris: list()
      .optional()
      .describe('Where the archive is.')
      .meta({ examples: ['https://download.docker.com/linux/debian'] }),
    suites: list()
      .optional()
      .describe('Releases, or a path that ends in `/`.')
      .meta({ examples: ['bookworm'] }),
    components: list()
      .optional()
      .describe('Sections of the release.')
      .meta({ examples: [['main', 'contrib']] }),
    signed_by: text()
      .refine(value => value.trim() !== '', 'expected a key')
      .optional()
      .describe(
        'The key: a URL, whose key is kept in /etc/apt/keyrings; the path of a keyring; fingerprints; or an armored key.',
      )
      .meta({ examples: ['https://download.docker.com/linux/debian/gpg'] }),
    architectures: list()
      .optional()
      .describe('Architectures of the packages.')
      .meta({ examples: ['amd64'] }),
    languages: list()
      .optional()
      .describe('Languages of the descriptions that are fetched.')
      .meta({ examples: [['en', 'de']] }),
    targets: list()
      .optional()
      .describe('What apt fetches from the sources.')
      .meta({ examples: ['Packages'] }),
    include: list()
      .optional()
      .describe('The only packages that come from the sources.')
      .meta({ examples: ['docker-ce'] }),
    exclude: list()
      .optional()
      .describe('Packages that do not come from the sources.')
      .meta({ examples: ['docker-compose'] }),
    enabled: flag()
      .optional()
      .describe('Whether apt uses the sources.')
      .meta({ examples: [false] }),
    trusted: flag()
      .optional()
      .describe('Whether the sources are trusted without a signature.')
      .meta({ examples: [true] }),
    allow_insecure: flag()
      .optional()
      .describe('Whether sources without a signature may be used.')
      .meta({ examples: [true] }),
    allow_weak: flag()
      .optional()
      .describe('Whether signatures may have a weak digest.')
      .meta({ examples: [true] }),
    allow_downgrade_to_insecure: flag()
      .optional()
      .describe('Whether sources that had a signature may lose it.')
      .meta({ examples: [true] }),
    by_hash: flag()
      .optional()
      .describe('Whether lists are fetched by their digest.')
      .meta({ examples: [true] }),
    check_date: flag()
      .optional()
      .describe('Whether sources from the future are refused.')
      .meta({ examples: [false] }),
    check_valid_until: flag()
      .optional()
      .describe('Whether sources that are out of date are refused.')
      .meta({ examples: [false] }),
    date_max_future: number()
      .optional()
      .describe('Seconds that sources may be from the future.')
      .meta({ examples: [60] }),
    inrelease_path: oneLine()
      .optional()
      .describe('Path of the file InRelease, from its usual place.')
      .meta({ examples: ['../InRelease'] }),
    pdiffs: flag()
      .optional()
      .describe('Whether only differences of lists are fetched.')
      .meta({ examples: [false] }),
    mode: mode()
      .default('0644')
      .describe('Mode of the file.')
      .meta({ examples: ['0600'] }),
    install_python_debian: flag()
      .default(false)
      .describe('Has no effect: no Python is needed.')
      .meta({ examples: [false] }),
  })
  .refine(({ state, uris, suites }) => state === 'absent' || (uris !== undefined && suites !== undefined), {
    path: ['uris'],
    message: 'expected `uris` and `suites`',
  })

/** They are, after binding. */
export type Deb822Params = z.output<typeof deb822Params>
