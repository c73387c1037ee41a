// Checks signatures with the packages @noble/curves and @noble/hashes, which are loaded only when asked for.
import { bytesOf, joined, type SignatureCheck } from "./writes/signatures.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const hexOf = (given: Uint8Array): string =>
  `0x${[...given].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** Loads the curve, or says which packages are missing. */
export const loadSignatureCheck = async (): Promise<SignatureCheck> => {
  const [{ secp256k1 }, { sha256 }, { keccak_256 }] = await Promise.all([
    import("@noble/curves/secp256k1.js"),
    import("@noble/hashes/sha2.js"),
    import("@noble/hashes/sha3.js"),
  ]).catch((cause: unknown) => {
    throw new Error("strict: true needs the packages @noble/curves and @noble/hashes: install both, or leave it out.", {
      cause,
    });
  });

  /** The public key that made a signature, without its prefix; none where the signature is none. */
  const signerOf = (digest: Uint8Array, signature: string): Uint8Array | undefined => {
    const compact = bytesOf(signature);
    // The highest bit of s says which of two keys it was.
    const recovery = (compact[32] ?? 0) >> 7;
    compact[32] = (compact[32] ?? 0) & 0x7f;
    try {
      const point = secp256k1.Signature.fromBytes(compact, "compact").addRecoveryBit(recovery).recoverPublicKey(digest);
      return point.toBytes(false).slice(1);
    } catch {
      return undefined;
    }
  };
  const isFuel = (key: Uint8Array | undefined, address: string): boolean =>
    key !== undefined && hexOf(sha256(key)) === address;
  const isEvm = (key: Uint8Array | undefined, address: string): boolean =>
    key !== undefined && hexOf(joined([new Uint8Array(12), keccak_256(key).slice(12)])) === address;

  return {
    isByOwner: (message, signature, address) => {
      const fuel = sha256(joined([bytes(`\x19Fuel Signed Message:\n${message.length}`), message]));
      const evm = keccak_256(joined([bytes(`\x19Ethereum Signed Message:\n${message.length}`), message]));
      return isFuel(signerOf(fuel, signature), address) || isEvm(signerOf(evm, signature), address);
    },
    isBySession: (message, signature, address) => isFuel(signerOf(sha256(message), signature), address),
  };
};
