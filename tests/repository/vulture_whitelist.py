"""Names that nothing in src/ calls by name, and who calls them instead; read by vulture, never run."""

# nbgrader and nbconvert make these by the names in our settings (classroom/config.py).
SafeCollect, AutograderExporter, SyncGradebookCells, HideTests, HideFormerMarks, RegradeNotices
FeedbackRows
_.preprocess
display_data_priority

# Alembic calls these of a migration.
revision, down_revision, upgrade

# SQLAlchemy and sqlite3 read these; columns are read and written by the name of a record's field.
type_annotation_map, lost_at
_.isolation_level

# HTMLParser's own hooks.
_.handle_starttag, _.handle_endtag, _.handle_data
handle_decl, handle_pi, unknown_decl

# IPython's: methods and attributes of its shell and displays, which ours stands in for.
_.InteractiveTB, _._showtraceback, _._tee, _.system, _.ask_exit, _.init_virtualenv, _.enabled
_.publish, _.clear_output, _.writable, _.write_output_prompt, _.write_format_data
_.finish_displayhook, _._render_traceback_, _.__qualname__, _.description, _.hist_file
channel, prompt

# Settings of nbgrader, Jupyter Server, JupyterLab and Voilà.
_.max_file_size, _.max_dir_size, _.assignment_dir, _.source_directory, _.replace_missing_files
_.check_owner, _.exporter_class, _.template_name, _.extra_template_basedirs, _.extra_template_paths
_.ip, _.port_retries, _.open_browser, _.terminals_enabled, _.allow_root, _.quit_button
_.jpserver_extensions, _.extra_labextensions_path, _.default_url, _.extension_manager, _.news_url
_.check_for_updates_class, _.default_kernel_name, _.delete_to_trash, _.checkpoint_dir
_.config_file_paths, _.tornado_settings, _.strip_sources, _.show_tracebacks, _.msg
_.allow_template_override, _.allow_theme_override, _.file_allowlist, _.extension_allowlist
_.cull_idle_timeout, _.cull_interval

# openpyxl's: how a cell looks.
_.font, _.alignment, _.number_format, _.freeze_panes, _.quotePrefix

# Read by templates and by browser code.
_.is_open
fixed_rows, multiline, placeholder, primary, confirm, shows

# Columns of data files, kept beside what is read of them.
clause, clauses, standards, sensitive, useful, will_use

# An argument that an interface names (engine/data_graders.py).
loaded

# Called by generated notebooks.
show_answer

# For people's own use: a teacher's server set up with nbgrader's buttons; a schema for an editor; a
# form of one's own through the privacy check.
write_teacher, editor_schema, from_form
