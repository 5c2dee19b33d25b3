import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate and the key of it, both PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateAuthority extends Identity {
  /** A certificate for these names and addresses, signed by the authority. */
  issue(hosts: readonly string[]): Identity;
}

const SECONDS_PER_DAY = 86_400;
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALTERNATIVE_NAME = '551d11';

/** Made anew for each test run: X.509 in the few lines of DER that it takes. */
export function makeAuthority(name = 'Test authority'): CertificateAuthority {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = exportKey(pair.privateKey);
  const constraints = extension(BASIC_CONSTRAINTS, sequence(tlv(0x01, Buffer.from([0xff]))));
  return {
    key,
    certificate: certificate(name, name, pair.publicKey, constraints, pair.privateKey),
    issue(hosts) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = extension(SUBJECT_ALTERNATIVE_NAME, sequence(...hosts.map(generalName)));
      return {
        key: exportKey(own.privateKey),
        certificate: certificate('server', name, own.publicKey, names, createPrivateKey(key)),
      };
    },
  };
}

let serial = 1;

function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  onlyExtension: Buffer,
  signer: KeyObject,
): string {
  serial += 1;
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(serial),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(-SECONDS_PER_DAY), time(30 * SECONDS_PER_DAY)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(onlyExtension)),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, signer)));
  const lines = der.toString('base64').match(/.{1,64}/gu) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' });
}

function generalName(host: string): Buffer {
  const numbers = host.split('.').map(Number);
  const isAddress = numbers.length === 4 && numbers.every((number) => number >= 0 && number <= 255);
  return isAddress ? tlv(0x87, Buffer.from(numbers)) : tlv(0x82, Buffer.from(host));
}

function distinguishedName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(name)))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value));
}

function time(secondsFromNow: number): Buffer {
  const text = new Date(Date.now() + secondsFromNow * 1000).toISOString();
  return tlv(0x18, Buffer.from(`${text.slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.from([value]));
}

function bitString(bits: Buffer): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.from([0]), bits]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
