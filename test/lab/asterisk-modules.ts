/** The modules of every instance. This list starts in about a second; loading all modules takes five. */
const BASE_MODULES = [
  'res_pjproject',
  'res_sorcery_config',
  'res_sorcery_memory',
  'res_sorcery_astdb',
  'res_timing_timerfd',
  'pbx_config',
  'app_dial',
  'app_playback',
  'app_echo',
  'app_verbose',
  'app_userevent',
  'app_voicemail',
  'bridge_simple',
  'bridge_native_rtp',
  'bridge_builtin_features',
  'codec_ulaw',
  'codec_alaw',
  'format_pcm',
  'format_wav',
  'func_callerid',
  'func_channel',
  'func_db',
  'func_devstate',
  'func_extstate',
  'func_global',
  'func_logic',
  'func_strings',
  'func_pjsip_aor',
  'func_pjsip_contact',
  'func_pjsip_endpoint',
  'res_rtp_asterisk',
  'res_pjsip',
  'res_pjsip_session',
  'res_pjsip_sdp_rtp',
  'res_pjsip_authenticator_digest',
  'res_pjsip_outbound_authenticator_digest',
  'res_pjsip_endpoint_identifier_user',
  'res_pjsip_endpoint_identifier_ip',
  'res_pjsip_registrar',
  'res_pjsip_notify',
  'res_pjsip_pubsub',
  'res_pjsip_outbound_publish',
  'res_pjsip_mwi',
  'res_pjsip_mwi_body_generator',
  'res_pjsip_exten_state',
  'res_pjsip_pidf_body_generator',
  'res_pjsip_xpidf_body_generator',
  'res_pjsip_dialog_info_body_generator',
  'res_pjsip_caller_id',
  'res_pjsip_nat',
  'res_pjsip_rfc3326',
  'res_pjsip_dtmf_info',
  'res_pjsip_refer',
  'res_pjsip_logger',
  'chan_pjsip',
];

/** Content of `modules.conf`. */
export function modulesConf(version: 22 | 16, hasPhoneprov: boolean): string {
  const modules = [...BASE_MODULES];
  if (version === 16) modules.push('chan_sip');
  // Without its configuration it does not load, and logs an error at each start.
  if (hasPhoneprov) modules.push('res_phoneprov', 'res_pjsip_phoneprov_provider');
  const lines = modules.map((name) => `load=${name}.so`);
  return ['[modules]', 'autoload=no', ...lines, ''].join('\n');
}
