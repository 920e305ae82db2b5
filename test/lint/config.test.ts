import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../src/lint/lint.ts'
import { folderOf } from '../kit/project-files.ts'

const SITE = '- hosts: web\n  tasks:\n    - apt: { name: nginx, state: latest }\n'

const levelsWith = async (settings: string): Promise<string[]> => {
  const folder = folderOf({ 'drover.yml': settings, 'site.yml': SITE, 'vendor/site.yml': SITE })
  const { findings } = await lintProject({ folder, paths: [], taskFolders: [] })
  return findings.map(({ rule, level, place }) => `${place.file.slice(folder.length + 1)} ${rule} ${level}`)
}

test('rules have their own levels by default', async () => {
  assert.equal(await levelsWith('forks: 5\n'), [
    'site.yml unnamed-task warn',
    'site.yml package-latest warn',
    'vendor/site.yml unnamed-task warn',
    'vendor/site.yml package-latest warn',
  ])
})

test('`drover.yml` sets levels and excludes files', async () => {
  const settings = 'lint:\n  rules: {package-latest: error, unnamed-task: off}\n  exclude: [./vendor/*]\n'
  assert.equal(await levelsWith(settings), ['site.yml package-latest error'])
})

for (const [settings, message] of [
  ['lint: [a]\n', '`lint` must be a map, got a list'],
  ['lint: {rule: {}}\n', '`lint` has no key `rule`'],
  ['lint: {rules: {package-lates: off}}\n', 'there is no rule `package-lates`'],
  ['lint: {rules: {no-log: never}}\n', 'the level of `no-log` is `off`, `warn` or `error`, got `never`'],
  ['lint: {exclude: [[a]]}\n', '`lint.exclude` must be a list of files and folders, got a list'],
] as const) {
  test(`\`${settings.trim()}\` is refused`, async () => {
    try {
      await levelsWith(settings)
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, message)
    }
  })
}

test.run()
