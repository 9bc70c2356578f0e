import { describe, expect, test } from 'vitest';
import { printS3Url, readS3Url, urlOfBucket } from './s3-address.ts';

describe('an address of a bucket', () => {
  test.each([
    ['s3://files', { bucket: 'files', prefix: '' }],
    ['s3://files/', { bucket: 'files', prefix: '' }],
    ['s3://files/a/b-c.d_e', { bucket: 'files', prefix: 'a/b-c.d_e/' }],
    ['s3://files/a/', { bucket: 'files', prefix: 'a/' }],
  ])('%s is read, and printed as it was without a slash at the end', (text, address) => {
    expect(readS3Url(text)).toEqual(address);
    expect(printS3Url(address)).toBe(text.replace(/\/$/, ''));
  });

  test.each([
    's3://',
    's3://ab',
    's3://Files',
    's3://key:secret@files',
    's3://files?x=1',
    's3://files//a',
    's3://files/../a',
    's3://files/a b',
    's3://files/a%2Fb',
    's3:/files',
    'files',
    'S3://files',
  ])('%s is none', (text) => {
    expect(readS3Url(text)).toBeNull();
  });
});

test.each([
  ['files', null, 'https://files.s3.eu-central-1.amazonaws.com'],
  ['files.of.chats', null, 'https://s3.eu-central-1.amazonaws.com/files.of.chats'],
  ['files', 'http://127.0.0.1:9000', 'http://127.0.0.1:9000/files'],
  ['files', 'https://s3.example.com/storage/', 'https://s3.example.com/storage/files'],
  ['files', 'https://files.oss.example.com', 'https://files.oss.example.com'],
  ['files', 'https://filesystem.example.com', 'https://filesystem.example.com/files'],
])('the bucket %s at %s has the address %s', (bucket, endpoint, url) => {
  expect(urlOfBucket({ bucket, prefix: '', endpoint, region: 'eu-central-1' })).toBe(url);
});
