// What decides: small programs that the server runs, each from beginning to end before anything else.
// Invariant: a record is a hash of owner `o`, epoch `e`, revision `r`, token of the last commit `k` and data `d`. Only who is its owner, of its
// epoch, changes it; asking twice is asking once. A program touches the keys it is given, all of one slot. What is answered again is written
// again, as it is: a server may wait for replicas only as far as this connection wrote.
// Does not know connections. Numbers are made here, never by the caller's clock, but for `due`: timers go by the clock of who set them.
import { createHash } from 'node:crypto'

export interface Script {
  readonly source: string
  /** By which a server that has seen it knows it. */
  readonly sha: string
}

function script(source: string): Script {
  return { source, sha: createHash('sha1').update(source).digest('hex') }
}

/** Keys: record, wakes. Given: me, owner and epoch expected, ms that a fresh one is kept, cid. */
export const CLAIM: Script = script(`
local owner, epoch, revision, data = unpack(redis.call('HMGET', KEYS[1], 'o', 'e', 'r', 'd'))
if not owner then
  redis.call('HSET', KEYS[1], 'o', ARGV[1], 'e', 1, 'r', 0, 'k', '')
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  -- One of that name may have expired with a timer.
  redis.call('ZREM', KEYS[2], ARGV[5])
  return {1, ARGV[1], 1, 0, false}
end
if owner ~= ARGV[1] then
  if owner ~= '' and (owner ~= ARGV[2] or epoch ~= ARGV[3]) then return {0, owner, tonumber(epoch)} end
  redis.call('HSET', KEYS[1], 'o', ARGV[1])
  epoch = redis.call('HINCRBY', KEYS[1], 'e', 1)
else
  redis.call('HSET', KEYS[1], 'o', owner)
end
return {1, ARGV[1], tonumber(epoch), tonumber(revision), data}
`)

const WRITE = `
local function write(revision, token, data, ttl, due, cid)
  redis.call('HSET', KEYS[1], 'r', string.format('%.0f', revision), 'k', token, 'd', data)
  redis.call('PEXPIRE', KEYS[1], ttl)
  if due == '' then redis.call('ZREM', KEYS[2], cid) else redis.call('ZADD', KEYS[2], due, cid) end
end
`

/**
 * Keys: record, wakes. Given: owner, epoch, revision that it follows, token, data, ttl, due or '', cid.
 * Answers the revision and how many were lost; -1 to who is fenced, -2 where it does not follow.
 */
export const COMMIT: Script = script(`${WRITE}
local owner, epoch, stored, token = unpack(redis.call('HMGET', KEYS[1], 'o', 'e', 'r', 'k'))
if owner ~= ARGV[1] or epoch ~= ARGV[2] then return {-1} end
stored = tonumber(stored)
if token == ARGV[4] then
  redis.call('HSET', KEYS[1], 'k', token)
  return {1, stored, 0}
end
local given = tonumber(ARGV[3])
if stored > given then return {-2} end
write(given + 1, ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8])
return {1, given + 1, given - stored}
`)

/**
 * Puts again what was committed and the server may have lost: it is written unless what is there is as new, or another's. Keys and given: as of a commit, then '1'
 * where it is to be made if there is nothing.
 */
export const RESTORE: Script = script(`${WRITE}
local owner, epoch, stored = unpack(redis.call('HMGET', KEYS[1], 'o', 'e', 'r'))
if not owner and ARGV[9] ~= '1' then return 0 end
if owner then
  local theirs, ours = tonumber(epoch), tonumber(ARGV[2])
  if theirs > ours or (theirs == ours and owner ~= ARGV[1] and owner ~= '') then return 0 end
  if tonumber(stored) > tonumber(ARGV[3]) then return 0 end
end
redis.call('HSET', KEYS[1], 'o', ARGV[1], 'e', ARGV[2])
write(tonumber(ARGV[3]) + 1, ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8])
return 1
`)

/** Keys: record. Given: owner, epoch, revision. */
export const RELEASE: Script = script(`
local owner, epoch, revision = unpack(redis.call('HMGET', KEYS[1], 'o', 'e', 'r'))
if owner == ARGV[1] and epoch == ARGV[2] and revision == ARGV[3] then redis.call('HSET', KEYS[1], 'o', '') end
return 1
`)

/** Keys: record, wakes. Given: owner, epoch, cid. */
export const DROP: Script = script(`
local owner, epoch = unpack(redis.call('HMGET', KEYS[1], 'o', 'e'))
if owner == ARGV[1] and epoch == ARGV[2] then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[3])
end
return 1
`)

/**
 * What is due, and when: cid, time, cid, time, oldest first. Keys: wakes of some slots. Given: until when, how many, and for each slot how
 * keys of its records begin. A record that expired leaves its timer behind; those are cleared away here, a bounded number at a time.
 */
export const OVERDUE: Script = script(`
local most, found, rounds = tonumber(ARGV[2]), {}, 0
repeat
  local due, gone = {}, 0
  for slot = 1, #KEYS do
    local some = redis.call('ZRANGEBYSCORE', KEYS[slot], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, most)
    for at = 1, #some, 2 do
      table.insert(due, { cid = some[at], at = some[at + 1], time = tonumber(some[at + 1]), slot = slot })
    end
  end
  table.sort(due, function(one, other) return one.time < other.time end)
  found = {}
  for _, each in ipairs(due) do
    if #found == 2 * most then break end
    if redis.call('EXISTS', ARGV[2 + each.slot] .. each.cid) == 1 then
      table.insert(found, each.cid)
      table.insert(found, each.at)
    else
      redis.call('ZREM', KEYS[each.slot], each.cid)
      gone = gone + 1
    end
  end
  rounds = rounds + 1
until gone == 0 or rounds == 10
return found
`)

/** Keys: baton. Given: value, ttl. */
export const PUT: Script = script(`
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`)

/** Keys: baton. Given: popper, ms that it is told the same again. */
export const POP: Script = script(`
local value, popper = unpack(redis.call('HMGET', KEYS[1], 'v', 'p'))
if not value then return false end
if popper and popper ~= ARGV[1] then return false end
redis.call('HSET', KEYS[1], 'p', ARGV[1])
if not popper then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return value
`)

/** As meter.ts has it, by the clock of the server. Keys: allowance. Given: per second, burst, take. Answers whether, and when to ask again. */
export const LIMIT: Script = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local each = 1000 / ARGV[1]
local room = ARGV[2] * each
local from = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now), now + room)
local full = from + ARGV[3] * each
local over = full - now - room
if over > 1e-3 then return {0, math.ceil(over)} end
redis.call('SET', KEYS[1], string.format('%.17g', full), 'PX', math.max(1, math.ceil(full - now)))
return {1, 0}
`)
