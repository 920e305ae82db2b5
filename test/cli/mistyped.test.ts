import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({
  'inventory/hosts.yml': 'web: { hosts: { a: { connection: local } } }\n',
  'site.yaml': '- { hosts: web, tasks: [{ ping: }] }\n',
  'vars.yml': 'x: 1\n',
})

/** A mistyped command line, and patterns that the error must match: what is wrong, and what to do. */
const rows: readonly (readonly [words: string, ...said: readonly RegExp[]])[] = [
  ['playbok site.yaml', /unknown command 'playbok'/, /Did you mean playbook\?/],
  ['site.yaml', /unknown command 'site.yaml'/, /to run a playbook: run playbook site.yaml/],
  ['playbook site.yaml --chek', /unknown option '--chek'/, /Did you mean --check\?/],
  ['playbook site.yml', /there is no playbook `site.yml`/, /hint: did you mean `site.yaml`\? looked for /],
  [
    'playbook site.yaml -i hosts.yml',
    /there is no inventory `.*hosts.yml`/,
    /without `-i`, Drover reads `inventory\/`/,
  ],
  [
    'playbook site.yaml -i web9',
    /there is no inventory `.*web9`/,
    /a list of hosts needs a comma.*`-i web9,`/,
  ],
  ['playbook site.yaml -l wbe', /no host or group matches `wbe`/, /did you mean `web`\?/],
  [
    'playbook site.yaml -e version',
    /`-e` takes `name=value`.*got `version`/,
    /at --extra-vars:1:1/,
    /write `-e version=VALUE`/,
  ],
  [
    'playbook site.yaml -e @var.yml',
    /there is no file `.*var.yml`/,
    /at --extra-vars:1:1/,
    /did you mean `@vars.yml`\?/,
  ],
  [
    'playbook site.yaml --identity me.txt',
    /'--identity <file>' argument 'me\.txt' is invalid/,
    /there is no file `\/.*\/me\.txt`/,
  ],
  ['facts web --vault-password-file pass', /there is no file `\/.*\/pass`/],
  ['hosts list --vault-id prod@pass', /argument 'prod@pass' is invalid.*there is no file `\/.*\/pass`/],
  ['playbook site.yaml -f 0', /'-f, --forks <number>' argument '0' is invalid/, /a whole number above 0/],
  ['playbook site.yaml -o html', /argument 'html' is invalid/, /tree, lines, ndjson, junit, github/],
  ['playbook site.yaml --tags x', /no task has the tag `x`/],
  ['task web copi dest=/x', /`copi` is neither a task type nor a keyword/, /did you mean `copy`\?/],
  [
    'task web copy content dest=/x',
    /`content` is not written as `key=value`/,
    /quote a value that holds spaces/,
  ],
  ['exec web ls -a', /unknown option '-a'/, /hint: write the command and its options after `--`/],
  ['exec web ls -l', /'-l, --limit <pattern>' argument missing/, /run exec PATTERN -- COMMAND/],
  ['hosts vars nohost', /no host or group matches `nohost`/, /the groups are `all`, `ungrouped`, `web`/],
  ['doc copi', /matches `copi`/, /did you mean `copy`\?/],
  ['apply site.plan', /there is no plan `site.plan`/, /make one: `run plan site.yml --out site.plan`/],
  ['apply site.yaml', /`site.yaml` is not a plan/, /make one: `run plan/],
  ['report nonsense', /there is no run `nonsense`/, /`run logs --all` lists all runs/],
  ['secret view no.yml', /there is no file `no.yml`/, /`run secret edit no.yml` creates it/],
  ['new task Bad-Name', /`Bad-Name` cannot be the name of a task type/, /lowercase letters, digits and `_`/],
  ['lint roles/x', /there is no file `roles\/x`/],
]

for (const [words, ...said] of rows) {
  test(`\`run ${words}\` explains what is wrong and what to do`, async () => {
    const { code, stdout, stderr } = await say(folder, ...words.split(' '))
    assert.is(code, 1, stdout + stderr)
    for (const each of said) assert.match(stderr, each)
    assert.not.match(stderr, /\n {4}at |internal error/)
  })
}

test.run()
