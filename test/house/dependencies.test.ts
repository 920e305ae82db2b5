import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceFiles } from '../kit/source-files.ts'

/** The first version of each package without known vulnerabilities, and what these were. */
const FLOORS: readonly (readonly [name: string, floor: string, holes: string])[] = [
  [
    'handlebars',
    '4.7.10',
    'CVE-2026-33937 to 33941, CVE-2026-106444 to 106446: code in templates, denial of service',
  ],
  [
    'node-forge',
    '1.4.3',
    'CVE-2026-33891, 33894 to 33896, CVE-2026-85393: forged signatures, basicConstraints',
  ],
  ['yaml', '2.8.3', 'CVE-2026-33532: the stack overflows'],
  ['zx', '8.8.5', 'the first whose store can be given away'],
]

interface Locked {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
/** The packages of the program: all but a few are in its bundle and are not installed with it. */
const ranges: Readonly<Record<string, string>> = { ...devDependencies, ...dependencies }
const packages: Readonly<Record<string, Locked>> = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
).packages
const locked = Object.entries(packages).filter(([path]) => path !== '')

for (const [name, floor, holes] of FLOORS) {
  test(`every copy of ${name} is version ${floor} or later: ${holes}`, () => {
    const found = locked.filter(
      ([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
    )
    assert.ok(found.length > 0)
    for (const [path, { version }] of found) assert.ok(isAtLeast(version, floor), `${path} is ${version}`)
    assert.match(ranges[name] ?? '', /^\^\d+\.\d+\.\d+$/)
    assert.ok(isAtLeast((ranges[name] ?? '').slice(1), floor), `the range ${ranges[name]} begins below`)
  })
}

test('the sources import only packages that package.json lists', () => {
  const imported = sourceFiles(/\.ts$/).flatMap(file =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:^import '|\bfrom '|\bimport\('|\.resolve\(')((?:@[^/']+\/)?[^./'][^/']*)/gm,
      ),
    ].map(([, name]) => name),
  )
  const packages = imported.filter(name => !name?.startsWith('node:') && name !== 'drover')
  assert.equal(
    [...new Set(packages)].filter(name => name !== undefined && !(name in ranges)),
    [],
  )
  // jiti loads its compiler by path; the types of the package refer to those of zod and Node.
  assert.equal(Object.keys(dependencies).sort(), ['@types/node', 'jiti', 'zod'])
})

test('each package in package-lock.json has a digest and runs no script when it is installed', () => {
  assert.equal(
    locked
      .filter(
        ([, { integrity, resolved }]) =>
          !integrity?.startsWith('sha512-') || resolved?.startsWith('https://') === false,
      )
      .map(([path]) => path),
    [],
  )
  assert.equal(
    locked.filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev).map(([path]) => path),
    [],
  )
})

test('only the parser of Handlebars is used, and node-forge verifies no signatures', () => {
  const using = (pattern: RegExp): string[] =>
    sourceFiles(/\.ts$/).filter(file => pattern.test(readFileSync(file, 'utf8')))
  assert.equal(using(/from 'handlebars(?!\/dist\/cjs\/handlebars\/compiler\/base\.js')[^']*'/), [])
  assert.equal(using(/verifyCertificateChain|createCaStore|publicKey\.verify\(|ed25519\.verify\(/), [])
})

test.run()

function isAtLeast(version: string, floor: string): boolean {
  const [have, want] = [version, floor].map(text => text.split('.').map(part => Number.parseInt(part, 10)))
  const differs = want?.findIndex((part, nth) => part !== have?.[nth]) ?? -1
  return differs < 0 || (have?.[differs] ?? 0) > (want?.[differs] ?? 0)
}
