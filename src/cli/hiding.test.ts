import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { curtained, curtainedAddress, isSecret } from './hiding.ts'

it('knows secrets by their names, and leaves what only sounds like one', () => {
  const secret = [
    'password',
    'userPassword',
    'API_KEY',
    'apiKey',
    'access-token',
    'tokens',
    'IBAN',
    'pin',
    'clientSecret',
    'sessionId',
    'creditCard',
    'cvc',
  ]
  const open = [
    'shipping',
    'passenger',
    'compass',
    'cards',
    'card',
    'author',
    'opinion',
    'name',
    'key',
    'obsession',
    '',
  ]
  expect(secret.filter(name => !isSecret(name))).toEqual([])
  expect(open.filter(name => isSecret(name))).toEqual([])
})

it('hides all the way down: in objects, lists, maps and sets, and what reads as a card', () => {
  const circle: { [name: string]: unknown } = { password: 'p' }
  circle['self'] = circle
  const value = {
    users: [{ name: 'Ada', password: { old: 'o' } }],
    map: new Map<unknown, unknown>([
      ['token', 't'],
      [{ pin: '1' }, 'by key'],
    ]),
    set: new Set([{ secret: 's' }]),
    paid: ['4111 1111 1111 1111', '2026'],
    at: new Date(0),
    circle,
  }
  const text = inspect(curtained(value), { depth: Infinity })
  expect(text).not.toMatch(/'[topsp1]'|4111/)
  expect(text.match(/\(hidden\)/g)).toHaveLength(6)
  expect(text).toContain("name: 'Ada'")
  expect(text).toContain('1970-01-01T00:00:00.000Z')
  expect(value.users[0]?.password).toEqual({ old: 'o' })
})

it('hides parameters of addresses', () => {
  expect(curtainedAddress('/a/b?q=tea&token=abc&x#at')).toBe('/a/b?q=tea&token=(hidden)&x#at')
  expect(curtainedAddress('/token=1')).toBe('/token=1')
})
