import { inspect } from 'node:util'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Masks, Secret } from '../../src/values/secret.ts'

function masks(...secrets: string[]): Masks {
  const made = new Masks()
  for (const secret of secrets) made.add(secret)
  return made
}

test('a secret is shown as `***`, and only `reveal` returns it', () => {
  const secret = new Secret('hunter2!')
  assert.equal(
    [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ secret }),
      Object.keys(secret).join(),
    ],
    ['***', '{"secret":"***"}', '***', '{ secret: *** }', ''],
  )
  assert.is(secret.reveal(), 'hunter2!')
})

test('a secret is masked in every quoted, escaped or encoded form', () => {
  const secret = `p&s "w'd" <$5>/é`
  const forms = [
    secret,
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify(secret)),
    JSON.stringify(JSON.stringify(JSON.stringify(secret))),
    `'${secret.replaceAll("'", `'\\''`)}'`,
    `'${secret.replaceAll("'", `'"'"'`)}'`,
    `"${secret.replace(/[\\"$`]/g, '\\$&')}"`,
    `'${secret.replaceAll("'", "''")}'`,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    encodeURI(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ]
  const known = masks(secret)
  for (const form of forms)
    assert.match(known.mask(`before ${form} after`), /^before [\\"']*\*\*\*[\\"']* after$/, form)
})

test('the beginning of a secret that was truncated for output is masked', () => {
  const secret = `long ${'and longer '.repeat(20)}`
  const known = masks(secret)
  assert.is(known.mask(`item=${secret.slice(0, 79)}…`), 'item=***…')
  assert.is(known.mask(`"${secret.slice(0, 8)}…" and "${secret.slice(0, 7)}…"`), '"***…" and "long an…"')
  assert.is(known.mask(`${secret.slice(0, 40)} no more …`), `${secret.slice(0, 40)} no more …`)
})

test('each line of wrapped base64 of a secret is masked', () => {
  const secret = 'p&s '.repeat(60)
  for (const width of [64, 76]) {
    const base64 = Buffer.from(secret).toString('base64')
    const lines = base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
    assert.ok(lines.length > 3)
    for (const line of lines.filter(each => each.length >= 16)) assert.is(masks(secret).mask(line), '***')
  }
})

test('a secret within other base64 text is masked at any offset', () => {
  const known = masks('correct horse battery')
  for (const before of ['', 'u', 'u:', 'user:', 'someone:']) {
    const text = Buffer.from(`${before}correct horse battery, and more`).toString('base64')
    const masked = known.mask(text)
    assert.match(masked, /\*\*\*/)
    assert.not.match(Buffer.from(masked.replace('***', ''), 'base64').toString(), /orse/)
  }
})

test('a private key is masked as a whole and line by line', () => {
  const line = (letter: string): string => letter.repeat(64)
  const key = `-----BEGIN PRIVATE KEY-----\n${line('A')}\n${line('B')}\nshort\n-----END PRIVATE KEY-----\n`
  const known = masks(key)
  assert.is(known.mask(`key: ${key}`), 'key: ***')
  assert.is(known.mask(`  ${line('B')}\n  short`), '  ***\n  short')
  assert.is(known.mask(JSON.stringify({ key })), '{"key":"***"}')
})

test('text of fewer than four characters is not masked, and secrets that overlap or contain others are masked completely', () => {
  assert.is(masks('abc', '').mask('abc abcd'), 'abc abcd')
  assert.is(masks('pass', 'password').mask('password pass'), '*** ***')
  assert.is(masks('abcdef', 'defghi').mask('<abcdefghi>'), '<***>')
  assert.is(masks('$&$1').mask('a$&$1b'), 'a***b')
})

test('masking takes no longer per line with many secrets', () => {
  const secrets = Array.from({ length: 2_000 }, (_, index) => `secret-number-${index}-of-many`)
  const known = masks(...secrets)
  const text = secrets.map(secret => `line with ${secret} in it\n`).join('')
  assert.is(known.mask(text), 'line with *** in it\n'.repeat(2_000))
})

test('text in chunks is masked the same as in one piece, and is delayed no longer than necessary', () => {
  const known = masks('hunter2-secret', 'multi\nline-secret-of-16')
  const stream = known.stream()
  assert.is(stream.push('login hun'), 'login ')
  assert.is(stream.push('ter2-sec'), '')
  assert.is(stream.push('ret ok, hunger'), '*** ok, hunger')
  assert.is(stream.push(' h'), ' ')
  assert.is(stream.end(), 'h')
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'hunter2-secret',
          'hunter',
          '2-secret',
          'hun',
          '\n',
          ' ',
          'multi\nline-secret-of-16',
          'multi',
          'line-secret-of-16',
        ),
        { maxLength: 12 },
      ),
      fc.array(fc.nat(9), { maxLength: 40 }),
      (parts, cuts) => {
        const text = parts.join('')
        const pieces: string[] = []
        let rest = text
        for (const cut of cuts) {
          pieces.push(rest.slice(0, cut))
          rest = rest.slice(cut)
        }
        const masked = known.stream()
        const shown = [...pieces, rest].map(piece => masked.push(piece)).join('') + masked.end()
        assert.is(shown.replace(/(\*\*\*)+/g, '***'), known.mask(text).replace(/(\*\*\*)+/g, '***'))
      },
    ),
    { numRuns: 500 },
  )
})

test('no secret survives masking, whatever its characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 4 }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        const masked = masks(secret).mask(`${before}${secret}${after}`)
        assert.ok(masked.includes('***'))
        assert.not.ok(masked.includes(secret) && !'***'.includes(secret))
      },
    ),
    { numRuns: 300 },
  )
})

test.run()
