import type { RuleCases } from './cases.ts';

export const cases: RuleCases = {
  'kubernetes-secret-yaml': {
    bad: [
      {
        path: 'deploy/db.yaml',
        text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {base64*24}\n',
      },
      {
        path: 'deploy/db.yml',
        text: "kind: 'Secret' # of the database\nstringData:\n  # changed in May\n  password: '{base64*24}'\n",
      },
    ],
    ok: [
      { path: 'deploy/db.yaml', text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ""\n' },
      { path: 'deploy/db.yaml', text: 'kind: Secret\ndata:\n  password: {{ .Values.password }}\n' },
      { path: 'deploy/db.yaml', text: 'kind: ConfigMap\ndata:\n  password: {base64*24}\n' },
      { path: 'README.md', text: 'kind: Secret\ndata:\n  password: {base64*24}\n' },
    ],
  },
  'kubernetes-secret-yaml-data-first': {
    bad: [
      {
        path: 'deploy/db.yaml',
        text: 'apiVersion: v1\ndata:\n  password: {base64*24}\nkind: Secret\nmetadata:\n  name: db\n',
      },
    ],
    ok: [
      { path: 'deploy/db.yaml', text: 'apiVersion: v1\ndata:\n  password: {base64*24}\nkind: ConfigMap\n' },
      { path: 'deploy/db.yaml', text: 'data:\n  colour: {base64*24}\n---\nkind: Secret\n' },
    ],
  },
  'kubeconfig-client-key': {
    bad: ['    client-key-data: {base64*240}=='],
    ok: ['    client-key-data: REDACTED', '    client-certificate-data: {base64*240}=='],
  },
  'kubernetes-bootstrap-token': {
    bad: ['kubeadm join 10.0.0.1:6443 --token {lower*6}.{lower*16} --discovery-token-unsafe-skip-ca-verification'],
    ok: ['kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef', 'kubeadm join 10.0.0.1:6443 --token $TOKEN'],
  },
  'openshift-user-token': {
    bad: ['oc login --token=sha256~{web*43}'],
    ok: ['oc login --token=sha256~{x*43}', 'digest: sha256:{hex*64}'],
  },
  'ansible-password': {
    bad: ['ansible_become_pass={alnum*12}', 'ansible_password: "{alnum*12}"'],
    ok: ['ansible_password: "{{ vault_password }}"', 'ansible_ssh_pass=vagrant'],
  },
  'wifi-password': {
    bad: [{ path: 'etc/wpa_supplicant/wpa_supplicant.conf', text: 'psk="{alnum*16}"' }],
    ok: [{ path: 'etc/wpa_supplicant/wpa_supplicant.conf', text: 'key_mgmt=WPA-PSK' }],
  },
};
