/**
 * The types of every builtin: operands, then the result. One letter a type, several for a union:
 * a any, z null, b boolean, n number, s string, A array, O object, S set.
 */
const TABLE = `
plus n n n|minus nS nS nS|mul n n n|div n n n|rem n n n|and S S S|or S S S
equal a a b|neq a a b|lt a a b|lte a a b|gt a a b|gte a a b
internal.member_2 a a b|internal.member_3 a a a b|internal.template_string A s
abs n n|ceil n n|floor n n|round n n|numbers.range n n A|numbers.range_step n n n A|rand.intn s n n
count AOSs n|sum AS n|product AS n|max AS a|min AS a|sort AS A|all AS b|any AS b
array.concat A A A|array.slice A n n A|array.reverse A A|array.flatten A A
intersection S S|union S S|set_diff S S S
bits.or n n n|bits.and n n n|bits.negate n n|bits.xor n n n|bits.lsh n n n|bits.rsh n n n
cast_array a A|cast_set a S|cast_string a s|cast_boolean a b|cast_null a z|cast_object a O|to_number znsb n
is_array a b|is_boolean a b|is_null a b|is_number a b|is_object a b|is_set a b|is_string a b|type_name a s
object.get O a a a|object.keys O S|object.remove O AOS O|object.filter O AOS O|object.union O O O|object.union_n A O|object.subset AOS AOS b
json.filter O AS O|json.remove O AS O|json.patch a A a|json.marshal a s|json.marshal_with_options a O s|json.unmarshal s a|json.is_valid s b
json.match_schema Os Os A|json.verify_schema Os A|yaml.marshal a s|yaml.unmarshal s a|yaml.is_valid s b
base64.encode s s|base64.decode s s|base64.is_valid s b|base64url.encode s s|base64url.encode_no_pad s s|base64url.decode s s
urlquery.encode s s|urlquery.decode s s|urlquery.encode_object O s|urlquery.decode_object s O|hex.encode s s|hex.decode s s
concat s AS s|contains s s b|endswith s s b|startswith s s b|format_int n n s|indexof s s n|indexof_n s s A|lower s s|upper s s
replace s s s s|split s s A|sprintf s A s|substring s n n s|trim s s s|trim_left s s s|trim_right s s s|trim_prefix s s s|trim_suffix s s s|trim_space s s
strings.replace_n O s s|strings.reverse s s|strings.any_prefix_match sAS sAS b|strings.any_suffix_match sAS sAS b|strings.render_template s O s|strings.count s s n
regex.match s s b|regex.is_valid s b|regex.split s s A|regex.find_n s s n A|regex.find_all_string_submatch_n s s n A|regex.replace s s s s|regex.globs_match s s b|regex.template_match s s s s b|re_match s s b
glob.match s Az s b|glob.quote_meta s s
crypto.md5 s s|crypto.sha1 s s|crypto.sha256 s s|crypto.hmac.md5 s s s|crypto.hmac.sha1 s s s|crypto.hmac.sha256 s s s|crypto.hmac.sha512 s s s|crypto.hmac.equal s s b
crypto.x509.parse_certificates s A|crypto.x509.parse_and_verify_certificates s A|crypto.x509.parse_certificate_request s O|crypto.x509.parse_keypair s s O|crypto.x509.parse_rsa_private_key s O|crypto.parse_private_keys s A
io.jwt.decode s A|io.jwt.decode_verify s O A|io.jwt.encode_sign O O O s|io.jwt.encode_sign_raw s s s s
io.jwt.verify_rs256 s s b|io.jwt.verify_rs384 s s b|io.jwt.verify_rs512 s s b|io.jwt.verify_ps256 s s b|io.jwt.verify_ps384 s s b|io.jwt.verify_ps512 s s b
io.jwt.verify_es256 s s b|io.jwt.verify_es384 s s b|io.jwt.verify_es512 s s b|io.jwt.verify_hs256 s s b|io.jwt.verify_hs384 s s b|io.jwt.verify_hs512 s s b|io.jwt.verify_eddsa s s b
time.now_ns n|time.parse_ns s s n|time.parse_rfc3339_ns s n|time.parse_duration_ns s n|time.format nA s|time.date nA A|time.clock nA A|time.weekday nA s|time.add_date n n n n n|time.diff nA nA A
net.cidr_contains s s b|net.cidr_contains_matches sAOS sAOS S|net.cidr_expand s S|net.cidr_intersects s s b|net.cidr_is_valid s b|net.cidr_merge AS S|net.cidr_overlap s s b|net.lookup_ip_addr s S
units.parse s n|units.parse_bytes s n|semver.compare s s n|semver.is_valid a b|uuid.rfc4122 s s|uuid.parse s O
graph.reachable O AS S|graph.reachable_paths O AS S|walk a A
graphql.is_valid sO sO b|graphql.parse sO sO A|graphql.parse_and_verify sO sO A|graphql.parse_query s O|graphql.parse_schema s O|graphql.schema_is_valid sO b
http.send O O|opa.runtime O|providers.aws.sign_req O O n O|rego.parse_module s s O|rego.metadata.chain A|rego.metadata.rule O|trace s b|print a b
`;

export interface Signature {
  readonly operands: readonly string[];
  readonly result: string;
}

const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  TABLE.split(/[\n|]/)
    .filter((line) => line !== '')
    .map((line): [string, Signature] => {
      const [name = '', ...types] = line.split(' ');
      return [name, { operands: types.slice(0, -1), result: types.at(-1) ?? 'a' }];
    }),
);

export function signatureOf(name: string): Signature | undefined {
  return SIGNATURES.get(name);
}

/** Number of operands; −1 where any number goes; undefined for what is no builtin. */
export function arityOf(name: string): number | undefined {
  if (name === 'print') return -1;
  return SIGNATURES.get(name)?.operands.length;
}

export function builtinNames(): readonly string[] {
  return [...SIGNATURES.keys()];
}
