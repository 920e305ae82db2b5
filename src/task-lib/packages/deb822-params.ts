import { z } from 'zod'
import { flag, mode, number, text } from '../../authoring/params.ts'
import { filledLineParam } from '../line-param.ts'
import { deb822Slug } from './deb822-places.ts'

/** Returns the schema of a list of lines, which may also be one string with commas between its items. */
function list() {
  return z.union(
    [z.array(filledLineParam()), filledLineParam().transform(all => all.split(',').map(each => each.trim()))],
    'expected a list of lines',
  )
}

/** The params of the task type `deb822_repository`. */
export const deb822Params = z
  .strictObject({
    name: filledLineParam()
      .refine(name => deb822Slug(name) !== '', 'expected a name with letters or digits')
      .describe('Name of the sources. The source file and the key file are named after it.')
      .meta({ examples: ['docker'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the sources should exist. `absent` also removes the key file that this task type created for them.',
      )
      .meta({ examples: ['absent'] }),
    types: list()
      .refine(types => types.every(type => type === 'deb' || type === 'deb-src'), {
        message: 'expected `deb` or `deb-src`',
      })
      .default(['deb'])
      .describe('`deb` for binary packages, `deb-src` for source packages.')
      .meta({ examples: [['deb', 'deb-src']] }),
    uris: list()
      .optional()
      .describe('The URLs of the archive.')
      .meta({ examples: ['https://download.docker.com/linux/debian'] }),
    suites: list()
      .optional()
      .describe('Releases such as `bookworm`, or a path that ends in `/`.')
      .meta({ examples: ['bookworm'] }),
    components: list()
      .optional()
      .describe('Components of the release, such as `main`.')
      .meta({ examples: [['main', 'contrib']] }),
    signed_by: text()
      .refine(value => value.trim() !== '', 'expected a key')
      .optional()
      .describe(
        'The key that signs the sources: a URL (the key is stored in /etc/apt/keyrings), the path of a keyring, fingerprints, or an armored key.',
      )
      .meta({ examples: ['https://download.docker.com/linux/debian/gpg'] }),
    architectures: list()
      .optional()
      .describe('Architectures for which apt fetches packages.')
      .meta({ examples: ['amd64'] }),
    languages: list()
      .optional()
      .describe('Languages for which apt fetches package descriptions.')
      .meta({ examples: [['en', 'de']] }),
    targets: list()
      .optional()
      .describe('The index files that apt fetches from the sources.')
      .meta({ examples: ['Packages'] }),
    include: list()
      .optional()
      .describe('The only packages that apt installs from the sources.')
      .meta({ examples: ['docker-ce'] }),
    exclude: list()
      .optional()
      .describe('Packages that apt does not install from the sources.')
      .meta({ examples: ['docker-compose'] }),
    enabled: flag()
      .optional()
      .describe('Whether apt uses the sources.')
      .meta({ examples: [false] }),
    trusted: flag()
      .optional()
      .describe('Whether apt trusts the sources even without a valid signature.')
      .meta({ examples: [true] }),
    allow_insecure: flag()
      .optional()
      .describe('Whether apt accepts sources without a signature.')
      .meta({ examples: [true] }),
    allow_weak: flag()
      .optional()
      .describe('Whether apt accepts signatures with a weak digest.')
      .meta({ examples: [true] }),
    allow_downgrade_to_insecure: flag()
      .optional()
      .describe('Whether apt accepts sources that are no longer signed although they were signed before.')
      .meta({ examples: [true] }),
    by_hash: flag()
      .optional()
      .describe('Whether apt fetches lists by their digest.')
      .meta({ examples: [true] }),
    check_date: flag()
      .optional()
      .describe('Whether apt refuses lists that are dated in the future.')
      .meta({ examples: [false] }),
    check_valid_until: flag()
      .optional()
      .describe('Whether apt refuses lists that have expired.')
      .meta({ examples: [false] }),
    date_max_future: number()
      .optional()
      .describe('The number of seconds that the date of a list may be in the future.')
      .meta({ examples: [60] }),
    inrelease_path: filledLineParam()
      .optional()
      .describe('The path of the file InRelease, relative to its usual location.')
      .meta({ examples: ['../InRelease'] }),
    pdiffs: flag()
      .optional()
      .describe('Whether apt fetches only the differences from older lists.')
      .meta({ examples: [false] }),
    mode: mode()
      .default('0644')
      .describe('Mode of the source file.')
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

/** The validated params of `deb822_repository`. */
export type Deb822Params = z.output<typeof deb822Params>
