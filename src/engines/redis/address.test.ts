// What a URL says of where a store is.
import { expect, it } from 'vitest'
import { addressOf } from './address.ts'

it('names a server, and who comes', () => {
  expect(addressOf('redis://localhost')).toEqual({
    kind: 'server',
    isTls: false,
    hosts: [{ host: 'localhost', port: 6379 }],
    login: {},
    name: '',
    database: 0,
    shown: 'redis://localhost',
  })
  expect(addressOf('rediss://me:p%40ss@10.0.0.1:7000/2')).toMatchObject({
    isTls: true,
    hosts: [{ host: '10.0.0.1', port: 7000 }],
    login: { username: 'me', password: 'p@ss' },
    database: 2,
    shown: 'rediss://10.0.0.1:7000/2',
  })
  expect(addressOf('redis://:secret@[::1]:7000')).toMatchObject({
    hosts: [{ host: '::1', port: 7000 }],
    login: { password: 'secret' },
  })
})

it('names sentinels and what they call the primary', () => {
  expect(addressOf('redis+sentinel://:secret@a,b:7/mymaster/3')).toMatchObject({
    kind: 'sentinel',
    hosts: [
      { host: 'a', port: 26379 },
      { host: 'b', port: 7 },
    ],
    login: { password: 'secret' },
    name: 'mymaster',
    database: 3,
    shown: 'redis+sentinel://a,b:7/mymaster/3',
  })
})

it('names some servers of a cluster', () => {
  expect(addressOf('rediss+cluster://a,b:7')).toMatchObject({
    kind: 'cluster',
    isTls: true,
    hosts: [
      { host: 'a', port: 6379 },
      { host: 'b', port: 7 },
    ],
  })
})

it('is refused where it names nothing, and its password is not repeated', () => {
  const wrong = [
    'localhost',
    'http://me:secret@localhost',
    'redis://me:secret@a,b',
    'redis://me:secret@a:port',
    'redis://me:secret@a/one',
    'redis://me:sec%ret@a',
    'redis+sentinel://me:secret@a',
    'redis+cluster://me:secret@a/1',
    'redis+other://me:secret@a',
  ]
  for (const url of wrong) {
    expect(() => addressOf(url)).toThrow('bad-argument')
    expect(() => addressOf(url)).not.toThrow(/sec/)
  }
})
