// The S3 door through the AWS SDK for JavaScript v3, with its default settings: checksums, retries, streaming.
// The door is named by AWS_ENDPOINT_URL and the keys by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import * as s3 from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const client = new s3.S3Client({ forcePathStyle: true })
const Bucket = 'javascript'

const put = (Key, Body, more = {}) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key, more = {}) => client.send(new s3.GetObjectCommand({ Bucket, Key, ...more }))
const bytes = async answer => Buffer.from(await answer.Body.transformToByteArray())
const refused = (promise, name, status) =>
  assert.rejects(promise, error => error.name === name && error.$metadata.httpStatusCode === status)

before(() => client.send(new s3.CreateBucketCommand({ Bucket })))
// Sockets that are kept alive would keep the process alive too.
after(() => client.destroy())

test('keeps bytes, metadata and headers', async () => {
  const body = randomBytes(100_000)
  const { ETag, ChecksumCRC32 } = await put('dir/ü & +.bin', body, {
    ContentType: 'application/x-test', CacheControl: 'no-cache', Metadata: { colour: 'red' }
  })
  assert.ok(ETag)
  assert.ok(ChecksumCRC32)
  const answer = await get('dir/ü & +.bin')
  assert.deepEqual(await bytes(answer), body)
  assert.equal(answer.ContentType, 'application/x-test')
  assert.equal(answer.CacheControl, 'no-cache')
  assert.deepEqual(answer.Metadata, { colour: 'red' })
})

for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256']) {
  test(`checks ${ChecksumAlgorithm} both ways`, async () => {
    const body = randomBytes(5_000)
    await put('sum', body, { ChecksumAlgorithm })
    assert.deepEqual(await bytes(await get('sum', { ChecksumMode: 'ENABLED' })), body)
  })
}

test('takes streams in trailing chunks', async () => {
  const body = randomBytes(300_000)
  await put('stream', Readable.from([body.subarray(0, 1), body.subarray(1)]), { ContentLength: body.length })
  assert.deepEqual(await bytes(await get('stream')), body)
})

test('uploads in parts and reads ranges and parts', async () => {
  const body = randomBytes((11 << 20) + 3)
  await new Upload({ client, params: { Bucket, Key: 'parts', Body: body }, partSize: 5 << 20, queueSize: 3 }).done()
  assert.deepEqual(await bytes(await get('parts')), body)
  assert.deepEqual(await bytes(await get('parts', { Range: 'bytes=5242879-5242881' })), body.subarray(5242879, 5242882))
  assert.deepEqual(await bytes(await get('parts', { PartNumber: 3 })), body.subarray(10 << 20))
  const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: 'parts' }))
  assert.equal(head.ContentLength, body.length)
  assert.match(head.ETag, /-3"$/)
})

test('aborts an upload', async () => {
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'aborted' }))
  await client.send(new s3.UploadPartCommand({ Bucket, Key: 'aborted', UploadId, PartNumber: 1, Body: 'x' }))
  await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }))
  await refused(get('aborted'), 'NoSuchKey', 404)
  const { Uploads } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket }))
  assert.equal(Uploads, undefined)
})

test('keeps conditions', async () => {
  const { ETag } = await put('once', 'a', { IfNoneMatch: '*' })
  await refused(put('once', 'b', { IfNoneMatch: '*' }), 'PreconditionFailed', 412)
  await refused(put('once', 'c', { IfMatch: '"0123456789abcdef0123456789abcdef"' }), 'PreconditionFailed', 412)
  await put('once', 'd', { IfMatch: ETag })
  assert.equal(String(await bytes(await get('once'))), 'd')
  await assert.rejects(get('once', { IfNoneMatch: (await get('once')).ETag }), e => e.$metadata.httpStatusCode === 304)
})

test('lists in pages, in the order of bytes, with folders', async () => {
  const keys = Array.from({ length: 25 }, (_, i) => `list/${String(i).padStart(2, '0')}/x`).concat(['list/a', 'list/é', 'list/\u{1f600}'])
  await Promise.all(keys.map(key => put(key, key)))
  const seen = []
  for await (const page of s3.paginateListObjectsV2({ client, pageSize: 7 }, { Bucket, Prefix: 'list/' })) {
    seen.push(...(page.Contents ?? []).map(it => it.Key))
  }
  assert.deepEqual(seen, [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  const { CommonPrefixes } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }))
  assert.equal(CommonPrefixes.length, 25)
  const { Deleted, Errors } = await client.send(new s3.DeleteObjectsCommand({
    Bucket, Delete: { Objects: seen.map(Key => ({ Key })) }
  }))
  assert.equal(Deleted.length, seen.length)
  assert.equal(Errors, undefined)
})

test('copies, with new metadata too', async () => {
  await put('from', 'text', { Metadata: { a: '1' } })
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }))
  await client.send(new s3.CopyObjectCommand({
    Bucket, Key: 'changed', CopySource: `${Bucket}/from`, MetadataDirective: 'REPLACE', Metadata: { b: '2' }
  }))
  assert.deepEqual((await get('to')).Metadata, { a: '1' })
  assert.deepEqual((await get('changed')).Metadata, { b: '2' })
})

test('keeps versions', async () => {
  const name = 'javascript-versions'
  await client.send(new s3.CreateBucketCommand({ Bucket: name }))
  await client.send(new s3.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }))
  const of = Body => client.send(new s3.PutObjectCommand({ Bucket: name, Key: 'k', Body }))
  const first = (await of('one')).VersionId
  await of('two')
  const marker = await client.send(new s3.DeleteObjectCommand({ Bucket: name, Key: 'k' }))
  assert.equal(marker.DeleteMarker, true)
  await refused(client.send(new s3.GetObjectCommand({ Bucket: name, Key: 'k' })), 'NoSuchKey', 404)
  const old = await client.send(new s3.GetObjectCommand({ Bucket: name, Key: 'k', VersionId: first }))
  assert.equal(String(await bytes(old)), 'one')
  await client.send(new s3.DeleteObjectCommand({ Bucket: name, Key: 'k', VersionId: marker.VersionId }))
  assert.equal(String(await bytes(await client.send(new s3.GetObjectCommand({ Bucket: name, Key: 'k' })))), 'two')
  const { Versions } = await client.send(new s3.ListObjectVersionsCommand({ Bucket: name }))
  assert.equal(Versions.length, 2)
})

test('signs addresses for those without a key', async () => {
  const up = await getSignedUrl(client, new s3.PutObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 })
  assert.equal((await fetch(up, { method: 'PUT', body: 'by address' })).status, 200)
  const down = await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 })
  assert.equal(await (await fetch(down)).text(), 'by address')
  assert.equal((await fetch(down.replace('signed', 'other'))).status, 403)
})

test('tells what is not there', async () => {
  await refused(get('nowhere'), 'NoSuchKey', 404)
  await refused(client.send(new s3.ListObjectsV2Command({ Bucket: 'no-such-bucket-here' })), 'NoSuchBucket', 404)
  const other = new s3.S3Client({
    forcePathStyle: true, credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' }
  })
  await refused(other.send(new s3.ListBucketsCommand({})), 'InvalidAccessKeyId', 403)
  other.destroy()
})
