import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isCryptString } from '../../../src/task-lib/text/crypt-string.ts'

/** Made by crypt(3) of libxcrypt, and values that no password matches. */
const HASHES = [
  '$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1',
  '$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.',
  '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.',
  '$6$rounds=5000$ab$2lDVylRMp48hlYZZFOCx/xnhJEsGPynJ17rt2um9Gb8wX6ygI4uDxg3Bg43pp/Hv397hwWfT8mciHws9eE4sR/',
  '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$GmcwIgvdUC9qLWcKCi6gklUa1dM3ziD43YxYNURLKy0',
  '$gy$j9T$F5Jx5fExrKuPp53xLKQ..1$uE5FcoxTz78xZpMZkpTmj/0MogyeNUSLIjdCxpQjz.8',
  '$7$CU..../....2Q9obwLhin8qvQl6sisAO/$zLxvLFYPM5KAGpCZJUSlO9j165rU./sf1Adr0M4C5A4',
  '$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a',
  '$sha1$40000$jtNX3nZ2$xAGfHaqu.pZIve2JiBKjFE7Nhq.4',
  '$md5,rounds=904$Vc3VgyFx$$oyVIjt.zz9RVIJRd5ynsT.',
  '$3$$878d8014606cda29677a44efa1353fc7',
  '_J9..CCCCcAjMsTRdVIM',
  ...['', '*', '!', '!!', '!*', '*LK*', '*0', '*************'],
  '!$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.',
]

const OTHERS = [
  ...[
    'secret',
    'hunter2',
    'correct horse battery staple',
    'Pa$$w0rd',
    '$ecret$for$all',
    '$6$only',
    '$6$salt$short',
  ],
  ...[
    'abNANd1rDfiNc',
    'Correcthorse1',
    '$1$salt$has:colon',
    '$6$salt$line\nbreak',
    'x',
    '$2b$05$tooshort',
    '$$$',
    '$y$',
  ],
]

test('a hash of /etc/shadow is accepted, and so is a value that no password matches', () => {
  assert.equal(
    HASHES.filter(text => !isCryptString(text)),
    [],
  )
})

test('plain passwords with any characters are not accepted as hashes', () => {
  assert.equal(OTHERS.filter(isCryptString), [])
})

test.run()
